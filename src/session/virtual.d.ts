declare module 'virtual:rest' {
  /** Fetches what the worker was built without; undefined where everything is there at once. */
  export const loadRest: (() => Promise<void>) | undefined;
}
