/** What whoever typed the command can mend: told in one sentence, exit code 2. */
export class Problem extends Error {}
