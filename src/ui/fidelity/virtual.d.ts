declare module 'virtual:simplified' {
  /** Every `Simplified:` sentence of the simulation's source, by folder. */
  export const simplified: readonly { readonly area: string; readonly text: string }[];
}
