import type { DemoOrganisation } from './index.ts';
import { houseOf } from './house-work-demo.ts';
import type { Filled, Row } from './load.store.ts';
import { random } from './random.ts';

// Who is in charge of what in the demo organisation: its suppliers, and the rules that name a back office. The companies
// are invented.

/** The rows of suppliers and of rules of charge, to be written after queues and centres. */
export function chargeRows(organisation: DemoOrganisation): Filled[] {
  const rng = random('charge');
  const { office, network } = houseOf();
  const classOf = (key: string): string[] => {
    const found = organisation.classification.find((one) => one.key === key);
    return found === undefined ? [] : [found.id];
  };
  const supplier = (name: string, description: string): Row & { id: string } => ({
    id: rng.uuid(),
    name,
    description,
    service_id: null,
    queue_id: network,
    centre_id: null,
    active: true,
  });
  const digging = supplier('Scavi e Condotte del Colle', 'Scavi, allacci e ripristini stradali.');
  const meters = supplier('Letture del Borgo', 'Letture e sostituzione dei contatori.');
  const rules: [name: string, queue: string, also: Row][] = [
    ['Lavori dei fornitori sulla rete', network, { suppliers: [digging.id, meters.id] }],
    [
      'Guasti e qualità dell’acqua a Colle e dintorni',
      network,
      {
        classifications: [...classOf('acqua.guasti'), ...classOf('acqua.qualita')],
        places: ['CL'],
      },
    ],
    ['Contatori dell’acqua', network, { classifications: classOf('acqua.contatore') }],
    ['Bollette e contratti', office, { classifications: [...classOf('bollette'), ...classOf('contratti')] }],
    ['Reclami scritti', office, { types: ['complaint'] }],
  ];
  return [
    ['cases.supplier', [digging, meters]],
    [
      'cases.charge_rule',
      rules.map(([name, queue, also], index): Row => ({
        id: rng.uuid(),
        position: index + 1,
        name,
        classifications: [],
        places: [],
        services: [],
        types: [],
        suppliers: [],
        ...also,
        queue_id: queue,
        active: true,
      })),
    ],
  ];
}
