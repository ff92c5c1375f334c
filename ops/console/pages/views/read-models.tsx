import type { PipelineStatus } from '../../../status/read-status.ts'
import type { ShownReadModel } from '../../operations/read-models.ts'
import type { Work } from '../../work/background-work.ts'
import { useAbout } from '../about.ts'
import { change } from '../api.ts'
import { ago, moment, seconds } from '../format.ts'
import { useLive, useNow } from '../live.ts'
import { CommandLine } from '../parts/command-line.tsx'
import { type Answers, ConfirmButton, reason } from '../parts/confirm-button.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Text } from '../parts/text.tsx'

/** Copies of read models: which is live, making another, comparing one with the events. */
export function ReadModels() {
  const { page, isLocal } = useAbout()
  const live = useLive<readonly ShownReadModel[]>('read-models', {}, { everySeconds: isLocal ? 1 : 2, idleSeconds: 15 })
  const status = useLive<PipelineStatus>(
    'status',
    {},
    { everySeconds: page.depthsEverySeconds, idleSeconds: page.idleEverySeconds, isWithinBudget: true },
  )
  return (
    <>
      <PageHead title="Read models" live={live} />
      {live.data?.map((model) => {
        const consumer = status.data?.consumers.find((one) => one.consumer === model.name)
        return <Model key={model.name} model={model} lagSeconds={consumer?.lag_seconds ?? null} again={live.refresh} />
      })}
      <CommandLine does={`generations ${live.data?.[0]?.name ?? '<read-model>'}`} />
    </>
  )
}

interface ModelProps {
  readonly model: ShownReadModel
  readonly lagSeconds: number | null
  readonly again: () => void
}

function Model({ model: { name, live, generations, work }, lagSeconds, again }: ModelProps) {
  const isBuilding = generations.some(({ state }) => state === 'building')
  const act = (operation: string, input: object, said: string) => async (answers: Answers) => {
    const done = await change<{ begun?: boolean }>(operation, { model: name, ...input, ...answers })
    again()
    return done.begun === false ? 'It goes on already.' : said
  }
  return (
    <section aria-labelledby={name}>
      <h2 id={name}>{name}</h2>
      <p>
        {live} is live,{' '}
        {lagSeconds === null
          ? 'its lag is not known'
          : lagSeconds === 0
            ? 'up to date'
            : `${seconds(lagSeconds)} behind`}
        .
      </p>
      {work.map((one) => (
        <Progress key={one.name} work={one} />
      ))}
      <p class="actions">
        <ConfirmButton
          key={isBuilding ? 'resume' : 'rebuild'}
          label={isBuilding ? `Resume the rebuild of ${name}` : `Rebuild ${name}`}
          short={isBuilding ? 'Resume the rebuild' : 'Rebuild'}
          does={`rebuild ${name}${isBuilding ? ' --resume' : ''}`}
          run={act('read-model-rebuild', { resume: isBuilding }, 'It goes on.')}
          fields={[reason]}
        >
          <p>
            A new generation is filled from all stored events while everybody reads {live}, and then made the live one.
            The one before is kept, up to date. This console has to run until then; what is done is kept.
          </p>
        </ConfirmButton>
        <ConfirmButton
          key="verify"
          label={`Verify ${name}`}
          short="Verify"
          does={`verify ${name}`}
          run={act('read-model-verify', {}, 'It is compared.')}
        >
          <p>All events and the whole table are read, and compared byte by byte. Nothing is changed.</p>
        </ConfirmButton>
      </p>
      <div class="wide">
        <table class="list">
          <thead>
            <tr>
              <th scope="col">Generation</th>
              <th scope="col">State</th>
              <th scope="col">Since, UTC</th>
              <th scope="col">
                <span class="unseen">What can be done</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {generations.map((generation) => (
              <tr key={generation.name}>
                <th scope="row">{generation.name}</th>
                <td>
                  {generation.name === live
                    ? 'live'
                    : generation.state === 'building'
                      ? 'being built'
                      : 'kept, up to date'}
                </td>
                <td>{generation.since ? moment(generation.since) : 'the beginning'}</td>
                <td>
                  {generation.name === live ? null : (
                    <span class="row-actions">
                      {generation.state === 'ready' ? (
                        <ConfirmButton
                          key="switch"
                          label={`Make ${generation.name} live`}
                          does={`switch ${name} ${generation.name}`}
                          run={act('read-model-switch', { generation: generation.name }, 'It is live.')}
                          fields={[reason]}
                        >
                          <p>
                            Readers see {generation.name} from now on; {live} is kept.
                          </p>
                        </ConfirmButton>
                      ) : null}
                      <ConfirmButton
                        key="drop"
                        label={`Drop ${generation.name}`}
                        does={`drop ${name} ${generation.name}`}
                        run={act('read-model-drop', { generation: generation.name }, 'It is being dropped.')}
                        fields={[
                          reason,
                          { name: 'typed', label: `Type "${generation.name}" to go on`, equals: generation.name },
                        ]}
                      >
                        <p>Its documents are deleted, for good. It can be rebuilt from the events.</p>
                      </ConfirmButton>
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Progress({ work: { name, startedAt, endedAt, says = 'begun', error } }: { readonly work: Work }) {
  const now = useNow()
  const [verb = name] = name.split(' ')
  return (
    <p role="status" class={error === undefined ? '' : 'failed'}>
      <strong>{verb}</strong> {endedAt === undefined ? `since ${ago(startedAt, now)}` : `ended ${ago(endedAt, now)}`}:{' '}
      <Text>{error ?? says}</Text>
      {endedAt === undefined ? <progress aria-label={`${verb} goes on`} /> : null}
    </p>
  )
}
