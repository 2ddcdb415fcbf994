using Weft.Generator.Lowering;
using Weft.Generator.Targets;

namespace Weft.Generator.Operations;

/// <summary>A function that moves a cache line; sets without an instruction for that have none.</summary>
/// <param name="Name">The method's name.</param>
/// <param name="Summary">What it does.</param>
internal abstract record CacheFunction(string Name, string Summary) : VectorFunction(Name)
{
    public sealed override bool IsIn(InstructionSet set) => set.Caches is not null;

    public sealed override void Write(KernelWriter writer)
    {
        CacheInstructions caches = writer.Caches;

        using (writer.Method(this.Summary, $"void {this.Name}(float* line)"))
        using (writer.Block($"if ({caches.Condition})"))
        {
            writer.Line($"{this.InstructionOf(caches)}(line);");
        }
    }

    /// <summary>The method of the instruction.</summary>
    protected abstract string InstructionOf(CacheInstructions caches);
}

/// <summary><c>Prefetch(line)</c>.</summary>
internal sealed record PrefetchFunction() : CacheFunction("Prefetch", "Asks for a cache line in the second level cache.")
{
    protected override string InstructionOf(CacheInstructions caches) => caches.Fetch;
}

/// <summary><c>Touch(line)</c>.</summary>
internal sealed record TouchFunction()
    : CacheFunction("Touch", "Brings a cache line to the first level cache, or keeps it there for longer.")
{
    protected override string InstructionOf(CacheInstructions caches) => caches.Touch;
}
