#ifndef TESSERA_PROCESSORS_H
#define TESSERA_PROCESSORS_H

/// The number of processor cores that this process may use, of which a scheduler may have given it some only; at least 1.
int tessera_usable_processors(void);

#endif
