import { FAULT_PRESETS } from './fault-presets.js';
import { matchesTarget, onlyChangesRecords, strikesAt } from './fault-script.js';
import type { FaultScript, FaultTarget } from './fault-script.js';
import { parseFaultScripts } from './fault-script.parsing.js';

interface ArmedFault {
  readonly id: string;
  readonly script: FaultScript;
  seenCount: number;
  struckCount: number;
}

/** A script that is waiting or has struck, for `GET /_sim/faults`. */
export interface FaultStatus {
  readonly id: string;
  readonly script: FaultScript;
  /** Requests that fitted so far. */
  readonly seenCount: number;
  readonly struckCount: number;
}

/** The scripts that strike at one request. */
export interface StrikingFaults {
  readonly ids: readonly string[];
  readonly scripts: readonly FaultScript[];
}

type Preset = keyof typeof FAULT_PRESETS;
type PresetMethods = {
  readonly [Name in Preset]: (...wishes: Parameters<(typeof FAULT_PRESETS)[Name]>) => string;
};

/**
 * The fault scripts of one simulator. Besides `add` it has one method per preset, which arms it at once and returns
 * its id: `faults.serverError(2)`. Never changes the vendor's world by itself.
 */
export type FaultInjector = FaultDesk & PresetMethods;

/** Adds a method per preset to a new desk. */
export function createFaultInjector(): FaultInjector {
  const desk = new FaultDesk();
  const methods = Object.fromEntries(
    Object.entries(FAULT_PRESETS).map(([name, preset]) => [
      name,
      (...wishes: never[]) => desk.add([(preset as (...args: never[]) => FaultScript)(...wishes)])[0],
    ]),
  );
  return Object.assign(desk, methods as unknown as PresetMethods);
}

/** Keeps the armed scripts and counts for them. */
export class FaultDesk {
  private armed: ArmedFault[] = [];
  private count = 0;

  /** Arms scripts and returns their ids; throws a ControlError that names a bad field. */
  add(scripts: FaultScript | readonly FaultScript[]): string[] {
    return parseFaultScripts(scripts).map((script) => {
      this.count += 1;
      const id = `fault-${this.count}`;
      this.armed.push({ id, script, seenCount: 0, struckCount: 0 });
      return id;
    });
  }

  /** Disarms one script, or all of them. Exchanges that already hang go on hanging. */
  clear(id?: string): void {
    this.armed = id === undefined ? [] : this.armed.filter((fault) => fault.id !== id);
  }

  list(): readonly FaultStatus[] {
    return this.armed.map((fault) => ({ ...fault }));
  }

  /** The scripts for this request, which are counted as used. Called once per vendor request, in order of arrival. */
  take(target: FaultTarget): StrikingFaults {
    const striking: ArmedFault[] = [];
    let isReplaced = false;
    for (const fault of this.armed) {
      if (!matchesTarget(fault.script.match ?? {}, target)) {
        continue;
      }
      fault.seenCount += 1;
      const addsUp = onlyChangesRecords(fault.script);
      if (isExhausted(fault) || !strikesAt(fault.script, fault.seenCount) || (isReplaced && !addsUp)) {
        continue;
      }
      isReplaced ||= !addsUp;
      fault.struckCount += 1;
      striking.push(fault);
    }
    return { ids: striking.map((fault) => fault.id), scripts: striking.map((fault) => fault.script) };
  }
}

function isExhausted(fault: ArmedFault): boolean {
  return fault.script.times !== undefined && fault.struckCount >= fault.script.times;
}
