// The bytes of a Secret as text.
// Simplified: bytes that are no UTF-8 become replacement characters.

const decoder = new TextDecoder();

export function base64Text(data: string): string {
  const binary = atob(data);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return decoder.decode(bytes);
}
