/** Stands for `assert-consumer.ts` in the bundles of functions: the synthesis that made them has asked. */
export function assertConsumer(): void {}
