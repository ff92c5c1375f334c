import type { Template } from '../template/template.ts'

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
  /** Epoch ms. */
  updatedAt: number
}

/** A stack that is deployed. */
export interface Stack {
  stackName: string
  stackId: string
  description: string | undefined
  /** Epoch ms. */
  createdAt: number
  template: Template
  outputs: StackOutput[]
  resources: StackResource[]
}
