import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useState } from 'react';
import { CampaignsChunk } from './campaigns-chunk.tsx';
import classes from './campaigns-page.module.css';

/** Where a person lands after signing in: every campaign of the organisation, newest first. */
export function CampaignsPage() {
  useDocumentTitle('Campaigns · Sluice');
  const [cursors, setCursors] = useState<readonly (string | null)[]>([null]);
  return (
    <>
      <h1 className={classes['title']}>Campaigns</h1>
      <div className={classes['list']}>
        {cursors.map((after, index) => (
          <CampaignsChunk key={after ?? 'first'} after={after}>
            {(endCursor) =>
              index === cursors.length - 1 && (
                <Button variant="default" onClick={() => setCursors([...cursors, endCursor])}>
                  Show older campaigns
                </Button>
              )
            }
          </CampaignsChunk>
        ))}
      </div>
    </>
  );
}
