import type { Plugin } from 'vite';

export function lateParts(): Plugin;
export function wholeAtOnce(): Plugin;
