import { expect, it } from 'vitest';
import { CONTROLLERS } from '../../sim/controllers/index.ts';
import { isController } from '../diagram/places.ts';
import { listedControllers } from './controllers.ts';

const running = [...new Set(CONTROLLERS.map(({ account }) => account))];

it('has a row for every controller that runs', () => {
  expect(running.filter((account) => !listedControllers.includes(account)), 'a row is missing in src/ui/caption/controllers.ts').toEqual([]);
});

it('takes every one of them for a controller, so that it has a place on the stage', () => {
  expect(listedControllers.filter((actor) => !isController(actor)), 'isController of src/ui/diagram/places.ts goes by the end of the name').toEqual([]);
});
