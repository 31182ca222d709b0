/** A function of one text that keeps the answers to its latest questions. It must always answer the same to the same. */
export function remembered<T>(most: number, work: (text: string) => T): (text: string) => T {
  /** The oldest first. */
  const answers = new Map<string, T>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    const answer = work(text);
    const [oldest] = answers.keys();
    if (answers.size >= most && oldest !== undefined) answers.delete(oldest);
    answers.set(text, answer);
    return answer;
  };
}
