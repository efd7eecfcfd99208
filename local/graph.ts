// Steps that wait for each other: each starts when those before it are done, and is undone after those that stand on it.

export type Step = {
  name: string;
  /** What a person reads while it runs. */
  title: string;
  after: readonly string[];
  /** Does it; the answer, if any, undoes it. Must end soon after the signal is aborted. */
  start(signal: AbortSignal): Promise<void | (() => Promise<void>)>;
};

/** The state of one run of a graph of steps. */
export class Graph {
  readonly #steps: ReadonlyMap<string, Step>;
  readonly #signal: AbortSignal;
  readonly #started = new Map<string, Promise<void | (() => Promise<void>)>>();
  readonly #stopped = new Map<string, Promise<void>>();

  /** Throws when a step waits for one that does not exist. */
  constructor(steps: readonly Step[], signal: AbortSignal) {
    this.#steps = new Map(steps.map((step) => [step.name, step]));
    this.#signal = signal;
    for (const step of steps) for (const name of step.after) this.#step(name);
  }

  /** Resolves when the step is done. Asked again, it answers the same. */
  async start(name: string): Promise<void> {
    const known = this.#started.get(name);
    const started = known ?? this.#startAfterOthers(this.#step(name));
    if (known === undefined) this.#started.set(name, started);
    await started;
  }

  /** Undoes everything that was started, side by side where nothing stands between. Rejects with all that went wrong. */
  async stop(): Promise<void> {
    const results = await Promise.allSettled([...this.#started.keys()].map((name) => this.#stop(name)));
    const reasons: unknown[] = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    if (reasons.length > 0) throw new AggregateError(reasons, `could not stop all: ${reasons.map(String).join('; ')}`);
  }

  async #startAfterOthers(step: Step): Promise<void | (() => Promise<void>)> {
    await Promise.all(step.after.map((name) => this.start(name)));
    this.#signal.throwIfAborted();
    return step.start(this.#signal);
  }

  #stop(name: string): Promise<void> {
    const stopped = this.#stopped.get(name) ?? this.#stopAfterOthers(name);
    this.#stopped.set(name, stopped);
    return stopped;
  }

  async #stopAfterOthers(name: string): Promise<void> {
    const dependents = [...this.#started.keys()].filter((other) => this.#step(other).after.includes(name));
    await Promise.allSettled(dependents.map((other) => this.#stop(other)));
    const [started] = await Promise.allSettled([this.#started.get(name)]);
    if (started.status === 'fulfilled') await started.value?.();
  }

  #step(name: string): Step {
    const step = this.#steps.get(name);
    if (step === undefined) throw new Error(`there is no step "${name}"`);
    return step;
  }
}
