"""Scores as cards show them: each number with what it means nothing without."""


def list_for_card(scored):
    """The numbers among scores, by `Evaluation.to_dict()`, and in words, how they came about.

    A list of dictionaries that JSON can hold: `name`, `value`, `protocol` (a sentence) and
    `details` (the protocol as a dictionary).
    """
    return [
        {
            "name": name if member == "value" else f"{name}: {member}",
            "value": value,
            "protocol": describe(result["protocol"]),
            "details": result["protocol"],
        }
        for name, result in scored.items()
        for member, value in result.items()
        if isinstance(value, int | float)
    ]


def describe(protocol):
    """The protocol of an `Evaluation` in words."""
    parts = [f"{protocol['generated_count']} generated"]
    if protocol["seed"] is not None:
        parts[0] += f" (seed {protocol['seed']})"
    if protocol["real_count"] is not None:
        parts[0] += f", {protocol['real_count']} real"
    if protocol["dataset"] is not None:
        parts.append(f"{protocol['dataset']}, {protocol['split']} split")
    extractor = f"features {protocol['extractor']}"
    if protocol["extractor_sha256"] is not None:
        extractor += f" (SHA-256 {protocol['extractor_sha256'][:12]}…)"
    parts += [extractor, f"resized {protocol['resize']}" if protocol["resize"] else "not resized"]
    parts += [f"{name} {value}" for name, value in protocol["settings"].items()]
    return "; ".join(parts)
