/**
 * Whether the detail of an event on the bus states a type, and each one that it states is the `detail-type` under which it was
 * put there. Only the latter is held against the permissions of its sender (condition key `events:detail-type`), and only by
 * it do rules choose: an event of another type inside would reach consumers as one that its sender may not state.
 */
export function hasAnnouncedType(detailType: string, detail: Readonly<Record<string, unknown>>): boolean {
  const types = statedTypes(detail)
  return types.length > 0 && types.every((type) => type === detailType)
}

/**
 * Whether a detail states another type than the announced one. A detail that states no type is not judged here, because its missing fields are
 * refused anyway.
 */
export function contradictsAnnouncedType(detailType: string, detail: Readonly<Record<string, unknown>>): boolean {
  return statedTypes(detail).some((type) => type !== detailType)
}

/** An envelope of ours states its type in `event_type`, a CloudEvent, which has a `specversion`, in `type`. */
function statedTypes({ event_type, specversion, type }: Readonly<Record<string, unknown>>): string[] {
  const candidates = [event_type, typeof specversion === 'string' ? type : undefined]
  return candidates.filter((candidate) => typeof candidate === 'string')
}
