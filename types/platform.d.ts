// The few things of the platform that the simulation may use: the same everywhere, and without state.
declare function btoa(text: string): string;
declare function atob(text: string): string;
declare class TextEncoder {
  encode(text?: string): Uint8Array;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: Uint8Array): string;
}
