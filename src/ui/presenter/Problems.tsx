// Why a script cannot be shown: each mistake with its line and field.

import type { ReactNode } from 'react';
import type { Translate } from '../../locales/i18n.ts';
import { Button } from '../widgets/Button.tsx';
import { useT } from '../widgets/preferences.ts';
import { usePresenting } from './presenting.ts';
import type { Problem } from './script.ts';

export function problemText(t: Translate, { code, params }: Problem): string {
  return (t as (key: string, params: Readonly<Record<string, string | number>>) => string)(`presenter.${code}`, params);
}

export function Problems(): ReactNode {
  const t = useT();
  const problems = usePresenting((s) => s.problems);
  return (
    <aside className="ks-present-problems" role="alert">
      <h2>{t('presenter.badScript')}</h2>
      <ul>
        {problems.map((problem, i) => (
          <li key={i}>
            <b className="ks-mono">{problem.field === '' ? `${problem.line}` : t('presenter.place', { line: problem.line, field: problem.field })}</b> {problemText(t, problem)}
          </li>
        ))}
      </ul>
      <Button size="l" onClick={() => usePresenting.setState({ problems: [] })}>
        {t('presenter.without')}
      </Button>
    </aside>
  );
}
