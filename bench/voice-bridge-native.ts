/** voice-bridge with the native driver, where its library is installed (docs/operations.md tells how). */
import { nativeDriver } from '../server/media/embedded/native-leg.ts';
import { skip } from './support/report.ts';

await nativeDriver().catch((error: unknown) => skip((error as Error).message));
process.env['FILO_MEDIA_DRIVER'] = 'native';
await import('./voice-bridge.ts');
