namespace Weft.Generator.Lowering;

/// <summary>
/// <c>Broadcast(x)</c>: a vector of one value in every lane. <c>Vector256.Create(x)</c> says the same, but costs the C# compiler eight
/// times as long, for it weighs some thirty overloads at every use, and kernels have hundreds.
/// </summary>
internal sealed record BroadcastFunction() : VectorFunction("Broadcast")
{
    public override void Write(KernelWriter writer) =>
        writer.Method("A vector of one value in every lane.", $"{writer.Vector} Broadcast(float value)", [$"{writer.Class}.Create(value)"]);
}
