import { type AlarmEvaluation, type AlarmState, evaluateAlarm, evaluateComposite } from './alarm-state.ts'
import type { AlarmDefinition, CompositeAlarmDefinition } from './definitions.ts'
import type { MetricStore } from './metric-store.ts'

interface Entry<Definition> {
  definition: Definition
  evaluation: AlarmEvaluation
  /** When the state was first seen, epoch ms. */
  since: number
}

export interface AlarmFilter {
  AlarmNames?: string[]
  AlarmNamePrefix?: string
  AlarmTypes?: string[]
  StateValue?: AlarmState
}

/** The alarms of the template. Their states are computed when somebody asks; their actions are not carried out. */
export class Alarms {
  readonly #alarms = new Map<string, Entry<AlarmDefinition>>()
  readonly #composites = new Map<string, Entry<CompositeAlarmDefinition>>()
  readonly #store: MetricStore
  readonly #now: () => number

  constructor(store: MetricStore, now: () => number) {
    this.#store = store
    this.#now = now
  }

  /** Adds the alarm, or gives the one of this name another definition: its state stays, as PutMetricAlarm leaves it. */
  add(definition: AlarmDefinition | CompositeAlarmDefinition): void {
    const known = this.#alarms.get(definition.AlarmName) ?? this.#composites.get(definition.AlarmName)
    const evaluation: AlarmEvaluation = known?.evaluation ?? {
      state: 'INSUFFICIENT_DATA',
      reason: 'Unchecked: Initial alarm creation',
    }
    const since = known?.since ?? this.#now()
    if ('AlarmRule' in definition) this.#composites.set(definition.AlarmName, { definition, evaluation, since })
    else this.#alarms.set(definition.AlarmName, { definition, evaluation, since })
  }

  remove(name: string): void {
    this.#alarms.delete(name)
    this.#composites.delete(name)
  }

  describe({ AlarmNames, AlarmNamePrefix = '', AlarmTypes = ['MetricAlarm'], StateValue }: AlarmFilter) {
    this.#evaluate()
    const wanted = ({ definition, evaluation }: Entry<{ AlarmName: string }>) =>
      (!AlarmNames || AlarmNames.includes(definition.AlarmName)) &&
      definition.AlarmName.startsWith(AlarmNamePrefix) &&
      (StateValue === undefined || evaluation.state === StateValue)
    const metric = AlarmNames || AlarmTypes.includes('MetricAlarm') ? [...this.#alarms.values()] : []
    const composite = AlarmNames || AlarmTypes.includes('CompositeAlarm') ? [...this.#composites.values()] : []
    return {
      MetricAlarms: metric.filter(wanted).map(describe),
      CompositeAlarms: composite.filter(wanted).map(describe),
    }
  }

  #evaluate(): void {
    const now = this.#now()
    for (const entry of this.#alarms.values()) {
      this.#update(entry, evaluateAlarm(entry.definition, this.#store, now))
    }
    const stateOf = (nameOrArn: string) => {
      const name = nameOrArn.split(':alarm:').at(-1) ?? nameOrArn
      return (this.#alarms.get(name) ?? this.#composites.get(name))?.evaluation.state
    }
    for (const entry of this.#composites.values()) this.#update(entry, evaluateComposite(entry.definition, stateOf))
  }

  #update(entry: Entry<unknown>, evaluation: AlarmEvaluation): void {
    if (entry.evaluation.state !== evaluation.state) entry.since = this.#now()
    entry.evaluation = evaluation
  }
}

function describe<Definition extends object>({ definition, evaluation, since }: Entry<Definition>) {
  return {
    ...definition,
    StateValue: evaluation.state,
    StateReason: evaluation.reason,
    StateUpdatedTimestamp: new Date(since),
    StateTransitionedTimestamp: new Date(since),
  }
}
