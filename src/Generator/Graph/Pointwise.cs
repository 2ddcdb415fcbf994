namespace Weft.Generator.Graph;

/// <summary>A function of each value alone, behind a projection.</summary>
internal enum Pointwise { Relu, Gelu, GeluTanh, Silu }

/// <summary>A gated unit, named as in Shazeer 2020: one half of the columns times a function of the other, silu or gelu.</summary>
internal enum Gating { Swiglu, Geglu }
