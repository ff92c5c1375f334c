import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { Item } from '../aws/item.ts'
import type { StagedWrite } from '../effects/staged-write.ts'
import { PipelineError } from '../errors.ts'

/** Which write of a transaction did not go, and what stands there instead. */
export class Refusal extends PipelineError {
  override readonly name: string = 'Refusal'
  readonly write: string
  readonly current: Item | undefined
  constructor(write: string, current: Item | undefined) {
    super('PARKING_REFUSED', `The write of ${write} was refused.`)
    this.write = write
    this.current = current
  }
}

/** A write whose refusal is told by this name. @param isOwn see {@link StagedWrite}. */
export function named(name: string, item: TransactWriteItem): StagedWrite {
  const key = JSON.stringify([name, item.Put?.Item?.pk, item.Put?.Item?.sk, item.Update?.Key, item.Delete?.Key])
  return { item, key, onConditionFailed: (current) => new Refusal(name, current) }
}
