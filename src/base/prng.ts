// Seeded random numbers: one generator per name, so one more draw in one place does not reshuffle the rest.
// sfc32, seeded from the run's seed and the stream's name; the same on every engine (integer arithmetic only).

export class Prng {
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  constructor(seed: number, name: string) {
    let h = 1779033703 ^ name.length ^ seed;
    for (let i = 0; i < name.length; i++) {
      h = Math.imul(h ^ name.charCodeAt(i), 3432918353);
      h = (h << 13) | (h >>> 19);
    }
    const next = (): number => {
      h = Math.imul(h ^ (h >>> 16), 2246822507);
      h = Math.imul(h ^ (h >>> 13), 3266489909);
      return (h ^= h >>> 16) >>> 0;
    };
    this.a = next();
    this.b = next();
    this.c = next();
    this.d = next();
    for (let i = 0; i < 12; i++) this.uint32();
  }

  uint32(): number {
    const t = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + t) | 0;
    return t >>> 0;
  }

  /** In [0, 1). */
  float(): number {
    return this.uint32() / 4294967296;
  }

  /** A whole number in [0, n). */
  below(n: number): number {
    return Math.floor(this.float() * n);
  }

  /** A version 4 UUID. */
  uuid(): string {
    const a = this.uint32();
    const b = this.uint32();
    const c = this.uint32();
    const d = this.uint32();
    putHex(0, 8, a);
    putHex(9, 4, b >>> 16);
    putHex(15, 3, b);
    putHex(19, 4, 0x8000 | ((c >>> 16) & 0x3fff));
    putHex(24, 4, c);
    putHex(28, 8, d);
    // From its characters, so that it is one flat text and no tree of its parts.
    return String.fromCharCode.apply(null, uuidText);
  }

  /** Random letters as Kubernetes appends them to generated names: no vowels, no 0, 1, 3. */
  suffix(length: number): string {
    let out = '';
    for (let i = 0; i < length; i++) out += SAFE[this.below(SAFE.length)];
    return out;
  }
}

/** The characters of the UUID in hand; what does not change stands there already. */
const uuidText = Array.from('00000000-0000-4000-0000-000000000000', (c) => c.charCodeAt(0));

/** The last `width` hexadecimal digits of a number. */
function putHex(at: number, width: number, n: number): void {
  for (let i = at + width - 1, rest = n; i >= at; i--, rest >>>= 4) {
    const digit = rest & 15;
    uuidText[i] = digit < 10 ? 48 + digit : 87 + digit;
  }
}

/** Upstream: k8s.io/apimachinery/pkg/util/rand */
const SAFE = 'bcdfghjklmnpqrstvwxz2456789';
