// Korean particles after words that are only known at run time: 파드가, node-2가, r1046이, StatefulSet을, (404)로.
// The particle follows the sound of the word's end: does its last syllable close with a consonant, and is that ㄹ?
// For Latin words the Korean reading is guessed from the spelling by the usual transcription; names without a vowel
// (…x2k4q, CNI) are read letter by letter.

type Ending = 'open' | 'rieul' | 'closed';

/** The form of `이/가` (after a consonant / after a vowel) that fits. For 으로/로 a final ㄹ counts as a vowel. */
export function particleFor(word: string, forms: string): string {
  const slash = forms.indexOf('/');
  const closed = forms.slice(0, slash);
  const open = forms.slice(slash + 1);
  const ending = endingOf(word);
  if (ending === 'rieul') return closed === `으${open}` ? open : closed;
  return ending === 'closed' ? closed : open;
}

/** How the Korean reading of a word ends. */
export function endingOf(word: string): Ending {
  const spoken = spokenEnd(word);
  const last = spoken.at(-1);
  if (last === undefined) return 'open';
  if (last >= '가' && last <= '힣') return hangulEnding(last);
  if (last >= '0' && last <= '9') return digitEndings[Number(last)] as Ending;
  const letters = /[A-Za-z]+$/.exec(spoken)?.[0];
  return letters ? latinEnding(letters) : 'open';
}

/** Without closing signs, and without a gloss in round brackets: 디플로이먼트(Deployment) is read 디플로이먼트. */
function spokenEnd(word: string): string {
  let text = word;
  for (;;) {
    const bare = text.replace(/[^\p{L}\p{N})]+$/u, '');
    const gloss = /^(.*[\p{L}\p{N}].*)\([^()]*\)$/u.exec(bare)?.[1];
    const next = gloss ?? bare.replace(/\)+$/, '');
    if (next === text) return text;
    text = next;
  }
}

function hangulEnding(syllable: string): Ending {
  const final = (syllable.charCodeAt(0) - 0xac00) % 28;
  return final === 0 ? 'open' : final === 8 ? 'rieul' : 'closed';
}

// 영 일 이 삼 사 오 육 칠 팔 구
const digitEndings: readonly Ending[] = ['closed', 'rieul', 'open', 'closed', 'open', 'open', 'closed', 'rieul', 'rieul', 'open'];

// 엘, 엠, 엔, 알; all other letters end in a vowel.
const letterEndings: Readonly<Record<string, Ending>> = { l: 'rieul', m: 'closed', n: 'closed', r: 'rieul' };

/** Words whose accepted Korean form does not follow from the rules below: 웹, 잡, 겟, 풋, 큐브컨트롤, 체크, 훅. */
const known: Readonly<Record<string, Ending>> = {
  web: 'closed',
  job: 'closed',
  get: 'closed',
  put: 'closed',
  kubectl: 'rieul',
  check: 'open',
  hook: 'closed',
  webhook: 'closed',
};

function latinEnding(letters: string): Ending {
  // Of ReplicaSet only Set is heard at the end; a run of capitals is one word or an abbreviation.
  const word = (/[A-Z]?[a-z]+$/.exec(letters)?.[0] ?? letters).toLowerCase();
  const whole = known[word];
  if (whole !== undefined) return whole;
  const last = word.at(-1) as string;
  if (word.length === 1 || !/[aeiouy]/.test(word)) return letterEndings[last] ?? 'open';
  if (/(ng|[mn]|[aeiou][mn]e)$/.test(word)) return 'closed'; // 러닝, 클레임, 볼륨, 존
  if (/(l|[^aeiou]le|[aeiouy]le)$/.test(word)) return 'rieul'; // 풀, 롤, 레이블
  if (/([^aeiou]|^)[aeiou]([ptk]|ck)$/.test(word)) return 'closed'; // 맵, 셋, 백: a stop after a short vowel
  if (/ou[pk]$/.test(word)) return 'closed'; // 그룹
  return 'open'; // the rest gets a vowel in Korean: 파드, 노드, 컨트롤러, 디폴트, 캐시
}
