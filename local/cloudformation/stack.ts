import type { Created } from '../resources/index.ts'
import type { StackArtifact } from '../template/assembly.ts'
import type { stackScope } from '../template/scope.ts'
import type { Json, Template, TemplateResource } from '../template/template.ts'

export type ScopeOptions = Parameters<typeof stackScope>[1]

export interface StackOutput {
  key: string
  value: string
  description?: string
  exportName?: string
}

export interface StackResource {
  logicalId: string
  type: string
  physicalId: string
  status: 'CREATE_COMPLETE' | 'UPDATE_COMPLETE'
  /** Epoch ms. */
  updatedAt: number
}

export type StackStatus =
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_COMPLETE'
  | 'ROLLBACK_IN_PROGRESS'
  | 'ROLLBACK_COMPLETE'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_FAILED'
  | 'UPDATE_IN_PROGRESS'
  | 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_COMPLETE'
  | 'UPDATE_ROLLBACK_IN_PROGRESS'
  | 'UPDATE_ROLLBACK_COMPLETE'
  | 'UPDATE_ROLLBACK_FAILED'

/** A stack that is deployed, as the API shows it. */
export interface Stack {
  stackName: string
  stackId: string
  status: StackStatus
  /** Why the last operation failed. */
  statusReason?: string | undefined
  description: string | undefined
  /** Epoch ms. */
  createdAt: number
  /** Epoch ms. */
  updatedAt?: number
  template: Template
  outputs: StackOutput[]
  resources: StackResource[]
}

/** A resource that is there, with what it was made of. */
export interface Deployed {
  resource: TemplateResource
  /** Properties with their intrinsic functions resolved. */
  properties: Json
  created: Created
  generation: number
}

/** A stack with all that an update has to know of it. */
export interface RunningStack {
  stack: Stack
  artifact: StackArtifact
  deployed: Map<string, Deployed>
}
