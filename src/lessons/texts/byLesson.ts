// Files of lessons, by the name of the folder they lie in.

export interface LessonFile {
  /** `workloads/healing/en.md` */
  readonly path: string;
  readonly text: string;
}

export const byLesson = (files: Readonly<Record<string, unknown>>): Readonly<Record<string, LessonFile>> =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path.split('/').at(-2) as string, { path: path.replace(/^[./]+/, ''), text: text as string }]));
