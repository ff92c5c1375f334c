/** In the place of `event-name.ts` in the bundles of functions: what is deployed has been synthesized, and so checked. */
export const assertEventName = (): void => {}
export const assertCommandName = (): void => {}
export const assertVersion = (): void => {}
