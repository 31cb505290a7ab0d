# Numeric range (min/max inclusive)
brightness: float = InputField(default=1.0, ge=0.0, le=1.0)

# String / sequence length
prompt: str = InputField(default="hello", min_length=1, max_length=500)

# Exhaustive allowed values
style: str = InputField(default="none", choices=["none", "oil_paint", "sketch"])

# Description (shown in schema)
seed: int = InputField(default=42, description="Random seed for generation")
