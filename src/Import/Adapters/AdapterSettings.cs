using System;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Linq;
using System.Text.Json;
using Weft.Import.Configuration;

namespace Weft.Import.Adapters;

/// <summary>What adapter_config.json says of an adapter of low rank, as the library peft saves it. Hu et al. 2021.</summary>
/// <param name="Path">The file.</param>
/// <param name="Rank">Rows of A.</param>
/// <param name="Scale">What B A is multiplied by.</param>
/// <param name="IsTransposed">Whether the matrices of the base model are [in, out].</param>
/// <param name="Targets">The ends of the names of what is adapted; empty where an expression says it.</param>
internal sealed record AdapterSettings(string Path, int Rank, double Scale, bool IsTransposed, ImmutableArray<string> Targets)
{
    /// <summary>The name of the file.</summary>
    public const string FileName = AdapterFolder.ConfigName;

    private const string TargetsKey = "target_modules";

    /// <summary>Keys that have no say in what the adapted model computes, whatever their value.</summary>
    private static readonly FrozenSet<string> Harmless = new[]
    {
        "auto_mapping", "base_model_name_or_path", "exclude_modules", "inference_mode", "layers_pattern", "layers_to_transform",
        "lora_dropout", "megatron_core", "peft_version", "qalora_group_size", "revision", "runtime_config", "task_type",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Reads the file.</summary>
    /// <exception cref="ImportException">It is missing, is no JSON mapping, or asks for another kind of adapter.</exception>
    public static AdapterSettings Read(string folder)
    {
        string path = System.IO.Path.Combine(folder, FileName);
        ConfigurationSection config = ConfigurationFile.Read(path);

        if (config.FindText("peft_type") != "LORA")
        {
            throw config.Unsupported("peft_type");
        }

        if (config.FindText("bias") is not (null or "none"))
        {
            throw config.Unsupported("bias");
        }

        CheckInitialization(config);
        int rank = config.Integer("r");
        float alpha = config.FindNumber("lora_alpha") ?? rank;
        bool byRoot = config.Boolean("use_rslora", absent: false);
        bool isTransposed = config.Boolean("fan_in_fan_out", absent: false);
        ImmutableArray<string> targets = config.IsText(TargetsKey) ? [] : config.Texts(TargetsKey);
        config.CheckAllRead(ChangesNothing);

        return rank > 0
            ? new AdapterSettings(path, rank, alpha / (byRoot ? Math.Sqrt(rank) : rank), isTransposed, targets)
            : throw config.Unsupported("r");
    }

    /// <summary>Checks that everything that is to be adapted is.</summary>
    /// <param name="modules">The names of what is.</param>
    /// <exception cref="ImportException">A target matches none of them.</exception>
    public void CheckTargets(ImmutableArray<string> modules)
    {
        foreach (string target in this.Targets)
        {
            if (!modules.Any(module => module == target || module.EndsWith($".{target}", StringComparison.Ordinal)))
            {
                throw new ImportException(this.Path, $"'{TargetsKey}' has '{target}', which no tensor of the adapter belongs to.");
            }
        }
    }

    // Some ways to begin change the base model, too, and the adapter is then the distance from the changed one.
    private static void CheckInitialization(ConfigurationSection config)
    {
        const string Key = "init_lora_weights";

        if (config.IsText(Key) && config.FindText(Key) is not ("gaussian" or "orthogonal"))
        {
            throw config.Unsupported(Key);
        }

        if (!config.IsText(Key))
        {
            _ = config.Boolean(Key, absent: true);
        }
    }

    // What other variants of the method need is off, empty or absent.
    private static bool ChangesNothing(string name, JsonElement value) => Harmless.Contains(name) || value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => false,
    };
}
