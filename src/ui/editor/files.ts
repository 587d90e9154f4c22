// The files of the editor, in the page's store: they are kept there with every key, so nothing has to be saved.

import { useApp, type EditorFile } from '../app/store.ts';
import { saveText } from '../share/saveText.ts';

const NEW_NAME = 'manifest.yaml';

export const currentFile = (): EditorFile | undefined => {
  const { files, file } = useApp.getState();
  return files.find((f) => f.name === file);
};

/** A name that no file has: `nginx.yaml`, `nginx-2.yaml` … */
export function freeName(wanted: string, taken: readonly string[]): string {
  if (!taken.includes(wanted)) return wanted;
  const [, stem = wanted, ending = ''] = /^(.*?)(?:-\d+)?(\.\w+)?$/.exec(wanted) ?? [];
  for (let n = 2; ; n++) {
    const name = `${stem}-${n}${ending}`;
    if (!taken.includes(name)) return name;
  }
}

/** What a shell can name without quotes. */
export function fileName(typed: string): string {
  const name = typed
    .trim()
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+/, '')
    .slice(0, 60);
  if (name === '') return NEW_NAME;
  return /\.(ya?ml|json)$/i.test(name) ? name : `${name}.yaml`;
}

/** Adds a file and shows it. An empty file that is shown makes room. */
export function addFile(text: string, wanted = NEW_NAME): void {
  useApp.setState(({ files, file }) => {
    const kept = files.filter((f) => f.name !== file || f.text.trim() !== '');
    const name = freeName(wanted, kept.map((f) => f.name));
    return { files: [...kept, { name, text }], file: name };
  });
}

export const showFile = (file: string): void => useApp.setState({ file });

export function setText(name: string, text: string): void {
  useApp.setState(({ files }) => ({ files: files.map((f) => (f.name === name && f.text !== text ? { ...f, text } : f)) }));
}

export function renameFile(name: string, typed: string): void {
  useApp.setState(({ files, file }) => {
    const next = freeName(fileName(typed), files.map((f) => f.name).filter((n) => n !== name));
    return { files: files.map((f) => (f.name === name ? { ...f, name: next } : f)), file: file === name ? next : file };
  });
}

export function duplicateFile(name: string): void {
  useApp.setState(({ files }) => {
    const at = files.findIndex((f) => f.name === name);
    const original = files[at];
    if (!original) return {};
    const copy = { ...original, name: freeName(name, files.map((f) => f.name)) };
    return { files: [...files.slice(0, at + 1), copy, ...files.slice(at + 1)], file: copy.name };
  });
}

export function removeFile(name: string): void {
  useApp.setState(({ files, file }) => {
    const at = files.findIndex((f) => f.name === name);
    const kept = files.filter((f) => f.name !== name);
    return { files: kept, file: file === name ? (kept[Math.min(at, kept.length - 1)]?.name ?? '') : file };
  });
}

export function downloadFile({ name, text }: EditorFile): void {
  saveText(name, text, 'application/yaml');
}

/** What a person chose or dropped; tabs and Windows line ends are left to the server's words, but not the byte order mark. */
export async function openFiles(list: Iterable<File>): Promise<void> {
  for (const file of list) addFile((await file.text()).replace(/^\uFEFF/, '').replace(/\r\n/g, '\n'), fileName(file.name));
}
