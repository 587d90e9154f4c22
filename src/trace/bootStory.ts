// Imported for its effect by whoever opens a run whose boot is told.

import { BootMilestones } from './bootMilestones.ts';
import { bootExtents, isBootStep } from './bootSteps.ts';
import { giveBootTeller } from './bootTeller.ts';

giveBootTeller({ milestones: (reader) => new BootMilestones(reader), isStep: isBootStep, extents: bootExtents });
