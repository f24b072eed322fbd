"""How many rows the signatures of a version take, kept for whoever configures its server."""

import json

FILE = "assets.extra/kerasgan.json"


def write(folder, max_batch_size):
    """Notes in a SavedModel the largest number of rows that its signatures take."""
    path = folder / FILE
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"max_batch_size": int(max_batch_size)}) + "\n", encoding="utf-8")


def read(model_folder):
    """The least of what the versions of a served model take; `None` if none of them says."""
    noted = [json.loads(path.read_text("utf-8")) for path in model_folder.glob(f"*/{FILE}")]
    return min((each["max_batch_size"] for each in noted), default=None)
