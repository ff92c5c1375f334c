/** A secondary index of a service's table; both keys are string attributes, everything is projected. */
export interface TableIndex {
  readonly name: string
  readonly partitionKey: string
  readonly sortKey: string
}
