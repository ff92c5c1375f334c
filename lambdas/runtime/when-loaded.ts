/**
 * Makes methods of an object whose code is loaded with the first call, such as code that most invocations do without.
 * @param load is called with every call, so it has to keep what it has loaded.
 */
export const whenLoaded =
  <Loaded>(load: () => Promise<Loaded>) =>
  <Asked extends unknown[], Answer>(method: (loaded: Loaded) => (...asked: Asked) => Promise<Answer>) =>
  async (...asked: Asked): Promise<Answer> =>
    method(await load())(...asked)
