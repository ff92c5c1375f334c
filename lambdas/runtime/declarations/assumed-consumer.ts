/** Replaces `assert-consumer.ts` in the bundles of functions, because the synthesis has checked the declarations already. */
export function assertConsumer(): void {}
