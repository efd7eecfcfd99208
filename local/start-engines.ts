// Starts engines side by side, each as soon as those that it needs are ready, and stops them the other way round.
import type { Engine } from './engines/context.ts';
import type { Home } from './home.ts';
import { supervise } from './supervise.ts';
import type { SupervisedService } from './supervise.ts';

/** Resolves for each engine when it is ready; one that fails fails those that wait for it. */
export class EngineStarts {
  readonly #home: Home;
  readonly #engines: readonly Engine[];
  readonly #report: (message: string) => void;
  readonly #started = new Map<string, Promise<SupervisedService>>();

  constructor(home: Home, engines: readonly Engine[], report: (message: string) => void) {
    this.#home = home;
    this.#engines = engines;
    this.#report = report;
  }

  /** Starts one engine after those that it needs; asked again, the same start is answered. */
  start(engine: Engine): Promise<SupervisedService> {
    const started = this.#started.get(engine.name) ?? this.#startAfterOthers(engine);
    this.#started.set(engine.name, started);
    return started;
  }

  /** Stops everything that was started, those that others need last. */
  async stop(): Promise<void> {
    const needed = new Set(this.#engines.flatMap((engine) => engine.after));
    const [last, first] = [...this.#started].reduce<[string[], string[]]>(
      ([last, first], [name]) => (needed.has(name) ? [[...last, name], first] : [last, [...first, name]]),
      [[], []],
    );
    await this.#stopAll(first);
    await this.#stopAll(last);
  }

  async #stopAll(names: readonly string[]): Promise<void> {
    const started = await Promise.allSettled(names.map((name) => this.#started.get(name)));
    await Promise.all(started.map((start) => (start.status === 'fulfilled' ? start.value?.stop() : undefined)));
  }

  async #startAfterOthers(engine: Engine): Promise<SupervisedService> {
    const needs = this.#engines.filter((other) => engine.after.includes(other.name));
    await Promise.all(needs.map((other) => this.start(other)));
    return supervise(this.#home, engine, this.#report);
  }
}
