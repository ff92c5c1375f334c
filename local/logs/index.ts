import type { LocalFunctions } from '../lambda/index.ts'
import type { Clock, ServiceHandler } from '../ports.ts'
import { type LogsPlace, logsApi } from './api.ts'
import { LogStore } from './store.ts'

export interface LogsOptions extends LogsPlace {
  functions: Pick<LocalFunctions, 'onLogEvent'>
  clock: Clock
}

/** CloudWatch Logs: what functions write, and what Lambda writes about their invocations. In memory. */
export interface LocalLogs {
  /** Scope `logs`. */
  handle: ServiceHandler
  addGroup(name: string, retentionDays?: number): void
  removeGroup(name: string): void
  /** A log event that another service of AWS writes. */
  write(group: string, stream: string, message: string): void
}

export function startLogs({ functions, clock, ...place }: LogsOptions): LocalLogs {
  const store = new LogStore(clock)
  functions.onLogEvent(({ logGroup, logStream, message }) => store.write(logGroup, logStream, message))
  return {
    handle: logsApi(store, place),
    addGroup: (name, retentionDays) => void store.addGroup(name, retentionDays),
    removeGroup: (name) => store.removeGroup(name),
    write: (group, stream, message) => store.write(group, stream, message),
  }
}
