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
    const hex = (n: number, width: number): string => n.toString(16).padStart(width, '0');
    const a = this.uint32();
    const b = this.uint32();
    const c = this.uint32();
    const d = this.uint32();
    // Joined, so that it is one flat text and no tree of its parts.
    return [hex(a, 8), '-', hex(b >>> 16, 4), '-4', hex(b & 0xfff, 3), '-', hex(0x8000 | ((c >>> 16) & 0x3fff), 4), '-', hex(c & 0xffff, 4), hex(d, 8)].join('');
  }

  /** Random letters as Kubernetes appends them to generated names: no vowels, no 0, 1, 3. */
  suffix(length: number): string {
    let out = '';
    for (let i = 0; i < length; i++) out += SAFE[this.below(SAFE.length)];
    return out;
  }
}

/** Upstream: k8s.io/apimachinery/pkg/util/rand */
const SAFE = 'bcdfghjklmnpqrstvwxz2456789';
