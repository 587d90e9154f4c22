// Scores brought to 0–100. Upstream: pkg/scheduler/framework/plugins/helper/normalize_score.go

export const MAX_SCORE = 100;

/** The largest becomes 100, or 0 when `reversed`: then less is better, and all are 100 where the largest is 0. */
export function normaliseToMax(scores: number[], reversed = false): void {
  const max = scores.reduce((a, b) => Math.max(a, b), 0);
  for (let i = 0; i < scores.length; i++) {
    const score = max === 0 ? 0 : Math.trunc((MAX_SCORE * (scores[i] as number)) / max);
    scores[i] = reversed ? MAX_SCORE - score : score;
  }
}
