// A panel that breaks does not take the page with it: it says so in its own place, and can be tried again.

import { Component, type ReactNode } from 'react';
import { Button } from '../widgets/Button.tsx';
import { ErrorStrip } from '../widgets/ErrorStrip.tsx';
import { useT } from '../widgets/preferences.ts';

interface State {
  readonly error: Error | undefined;
}

export class PanelBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: undefined };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error ? <Broken error={error} again={() => this.setState({ error: undefined })} /> : this.props.children;
  }
}

function Broken({ error, again }: { readonly error: Error; readonly again: () => void }): ReactNode {
  const t = useT();
  return (
    <ErrorStrip
      title={t('app.panelBroke')}
      actions={
        <Button size="s" onClick={again}>
          {t('app.panelAgain')}
        </Button>
      }
    >
      {`${error.name}: ${error.message}`}
    </ErrorStrip>
  );
}
