// The texts of the examples, by file name.

const files: Readonly<Record<string, string>> = import.meta.glob('./examples/*.yaml', { query: '?raw', import: 'default', eager: true });

export const exampleTexts: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(files).map(([path, text]) => [path.replace(/^.*\//, ''), text]));
