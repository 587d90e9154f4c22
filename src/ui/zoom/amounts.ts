// Amounts as Kubernetes writes them: 250m, 1.5, 128Mi, 4Gi.

const MI = 2 ** 20;
const GI = 2 ** 30;

export const cpuText = (milli: number): string => (milli >= 1000 ? String(Math.round(milli / 10) / 100) : `${Math.round(milli)}m`);
export const memoryText = (bytes: number): string => (bytes >= GI ? `${Math.round((bytes / GI) * 10) / 10}Gi` : `${Math.round(bytes / MI)}Mi`);
