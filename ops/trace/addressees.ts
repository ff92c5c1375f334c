import { services } from '../../lib/services.ts'
import type { Addressees } from './trace.ts'

const consumers = () => services.flatMap((service) => service.consumers)

/** The receivers as this checkout declares them; what a filter on data keeps away from a consumer is not known of it. */
export const declaredAddressees: Addressees = {
  of: (type) =>
    consumers()
      .filter(
        ({ subscribesTo, accepts, filter }) =>
          accepts.some((command) => command.type === type) ||
          (filter.data === undefined &&
            (subscribesTo === '*' ? type.includes('.') : subscribesTo.some((event) => event.type === type))),
      )
      .map(({ name }) => name),
  leavesMarkers: (consumer) =>
    consumers().some(
      ({ name, idempotency }) => name === consumer && (idempotency === 'atomic' || idempotency === 'lease'),
    ),
}
