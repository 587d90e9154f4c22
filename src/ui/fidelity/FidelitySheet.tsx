// "What is simulated": the page's promise, and every place where the simulation is simpler, made from its own source.

import type { ReactNode } from 'react';
import { simplified } from 'virtual:simplified';
import { Dialog } from '../widgets/Dialog.tsx';
import { Disclosure } from '../widgets/Disclosure.tsx';
import { useT } from '../widgets/preferences.ts';
import { Section } from '../widgets/Section.tsx';

export function FidelitySheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  const t = useT();
  const areas = [...new Set(simplified.map(({ area }) => area))];
  return (
    <Dialog open onClose={onClose} title={t('app.fidelityTitle')} width={680}>
      <p>{t('app.fidelityWhat', { version: 'v1.36' })}</p>
      <p>{t('app.fidelityStored')}</p>
      <Section title={t('app.fidelitySimpler')}>
        {areas.map((area) => {
          const own = simplified.filter((s) => s.area === area);
          return (
            <Disclosure key={area} summary={`${area} (${own.length})`}>
              <ul className="ks-simpler" lang="en">
                {own.map(({ text }) => (
                  <li key={text}>{text}</li>
                ))}
              </ul>
            </Disclosure>
          );
        })}
      </Section>
      <p>
        <a href="./licenses.txt" target="_blank" rel="noreferrer">
          {t('app.fidelityLicences')}
        </a>
      </p>
    </Dialog>
  );
}
