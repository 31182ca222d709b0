import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { Time } from '../../ui/time.tsx';
import type { CampaignUnits } from '../../ui/units.ts';
import type { CampaignEvent } from './campaign-event.ts';
import classes from './campaign-page.module.css';
import logClasses from './event-log.module.css';
import { describeEvent } from './event-sentence.ts';

interface EventLogProps {
  /** Newest first. */
  readonly events: readonly CampaignEvent[];
  readonly units: CampaignUnits;
}

export function EventLog({ events, units }: EventLogProps) {
  return (
    <section className={`card ${classes['panel']}`} aria-labelledby="log-title">
      <div className={classes['panelHead']}>
        <h2 id="log-title">Events</h2>
      </div>
      {events.length === 0 ? (
        <p className="quiet">Nothing has happened yet.</p>
      ) : (
        <ScrollRegion labelledBy="log-title">
          <ol className={`numeric ${logClasses['log']}`}>
            {events.map((event) => (
              <LogLine key={event.seq.toString()} event={event} units={units} />
            ))}
          </ol>
        </ScrollRegion>
      )}
    </section>
  );
}

function LogLine({ event, units }: { readonly event: CampaignEvent; readonly units: CampaignUnits }) {
  const line = describeEvent(event, units);
  if (line === null) return null;
  return (
    <li className={logClasses['line']} data-tone={line.tone} data-seq={event.seq.toString()}>
      <span className={logClasses['title']}>{line.title}</span>
      <span className={logClasses['time']}>
        <Time at={event.at} />
      </span>
      {line.detail !== null && <span className={logClasses['detail']}>{line.detail}</span>}
    </li>
  );
}
