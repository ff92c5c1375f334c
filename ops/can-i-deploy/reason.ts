/** Why a service may not be deployed alone. */
export interface Reason {
  readonly why: string
  /** The service that has to be deployed first: it receives what this one sends. Absent: no order of deployment helps. */
  readonly first?: string
  /** What takes two deployments: a command that is dropped, or a field together with a filter on it. */
  readonly twoDeployments?: 'command' | 'filter'
}
