// Fields that nothing here acts on, by the type that has them.

export const STORED_FIELDS: Readonly<Record<string, readonly string[]>> = {
  PodSpec: ['hostUsers', 'runtimeClassName'],
};
