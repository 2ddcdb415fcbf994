using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;

namespace Weft;

/// <summary>
/// How gradients change parameters: what every optimizer has. <see cref="AdamW"/> is the usual one, <see cref="Sgd"/> the plain one,
/// and <see cref="Muon"/> takes matrices as what they are.
/// </summary>
public abstract record Optimizer
{
    private protected Optimizer()
    {
    }

    /// <summary>The learning rate of each step.</summary>
    public LearningRate LearningRate { get; init; } = 1e-3;

    /// <summary>
    /// Each step takes this share times the learning rate off every parameter that <see cref="ExcludeFromDecay"/> does not name; finite
    /// and not negative.
    /// </summary>
    public double WeightDecay { get; init; }

    /// <summary>
    /// Names of parameters without weight decay; `*` stands for any text and `?` for one character: ["*.bias", "*_norm.*"].
    /// </summary>
    public ImmutableArray<string> ExcludeFromDecay { get; init; } = [];

    /// <summary>
    /// Parameters with a rate or a decay of their own; one that several name belongs to the first. What
    /// <see cref="ExcludeFromDecay"/> names has no decay in any case. <see cref="ParameterGroup.ByLayer"/> makes groups of the layers.
    /// </summary>
    public ImmutableArray<ParameterGroup> Groups { get; init; } = [];

    /// <summary>
    /// The largest norm of all gradients together; above it they are scaled by ClipNorm / (norm + 1e-6), as PyTorch does. Null for no
    /// clipping.
    /// </summary>
    public double? ClipNorm { get; init; }

    /// <summary>
    /// The largest value of a gradient, above 0: larger ones become it, and those below its negative become that, as PyTorch's
    /// clip_grad_value_ does. Null for no clipping. It stands in the place of <see cref="ClipNorm"/>, not beside it.
    /// </summary>
    public double? ClipValue { get; init; }

    /// <summary>What messages call it; in lower case, what its names in a checkpoint begin with.</summary>
    internal abstract string Name { get; }

    /// <summary>The names of what it keeps of each parameter, at most two.</summary>
    internal abstract IReadOnlyList<string> Moments { get; }

    /// <summary>How it keeps them.</summary>
    internal virtual MomentStorage Storage => MomentStorage.Float32;

    /// <summary>Its own settings, which a checkpoint is resumed with.</summary>
    internal abstract IReadOnlyDictionary<string, double> Numbers { get; }

    /// <summary>What a name in a checkpoint begins with.</summary>
    internal string Prefix => $"{this.Name.ToLowerInvariant()}.";

    /// <summary>The setting that <see cref="Storage"/> is.</summary>
    internal string StorageKey => $"{this.Prefix}moment_storage";

    /// <summary>The decay of one parameter.</summary>
    internal double DecayOf(string name)
    {
        foreach (string pattern in this.ExcludeFromDecay)
        {
            if (ParameterGroup.Matches(pattern, name))
            {
                return 0;
            }
        }

        return this.GroupOf(name)?.WeightDecay ?? this.WeightDecay;
    }

    /// <summary>What the learning rate of one parameter is multiplied by.</summary>
    internal double RateFactorOf(string name) => this.GroupOf(name)?.RateFactor ?? 1;

    /// <summary>Checks the groups against the model whose parameters they name.</summary>
    /// <exception cref="ArgumentException">A name of a group is that of no parameter.</exception>
    internal void CheckGroups(ModelDescription model)
    {
        foreach (ParameterGroup group in this.Groups)
        {
            foreach (string pattern in group.Names)
            {
                if (!IsOfAny(pattern, model))
                {
                    throw new ArgumentException($"{this.Name}: Groups has '{pattern}', which no parameter of {model.Name} matches.");
                }
            }
        }
    }

    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    internal virtual void Validate()
    {
        ArgumentNullException.ThrowIfNull(this.LearningRate);
        this.Check(
            this.WeightDecay is >= 0 and < double.PositiveInfinity, nameof(this.WeightDecay), this.WeightDecay, "finite and not negative");
        this.Check(this.ClipNorm is null or > 0, nameof(this.ClipNorm), this.ClipNorm ?? 0, "above 0, or null");
        this.Check(this.ClipValue is null or > 0, nameof(this.ClipValue), this.ClipValue ?? 0, "above 0, or null");
        this.Check(
            this.ClipNorm is null || this.ClipValue is null, nameof(this.ClipValue), this.ClipValue ?? 0,
            $"null where {nameof(this.ClipNorm)} is set: gradients are clipped by one of the two");
        this.Check(!this.ExcludeFromDecay.IsDefault, nameof(this.ExcludeFromDecay), 0, "an array");
        this.Check(!this.Groups.IsDefault, nameof(this.Groups), 0, "an array");

        foreach (ParameterGroup group in this.Groups)
        {
            string names = string.Join(' ', group.Names);
            double factor = group.RateFactor;
            double decay = group.WeightDecay ?? 0;
            this.Check(factor is >= 0 and < double.PositiveInfinity, $"RateFactor of '{names}'", factor, "finite and not negative");
            this.Check(decay is >= 0 and < double.PositiveInfinity, $"WeightDecay of '{names}'", decay, "finite and not negative");
        }
    }

    /// <summary>Whether a parameter is changed as a whole, and not in parts.</summary>
    internal virtual bool TakesWhole(ParameterInfo info) => false;

    /// <summary>Whether it keeps one of its <see cref="Moments"/> of a parameter.</summary>
    internal virtual bool Keeps(ParameterInfo info, string moment) => true;

    /// <summary>Floats that it needs while it changes a whole parameter.</summary>
    internal virtual nuint ScratchFloats(ParameterInfo info) => 0;

    /// <summary>Changes a part of a parameter.</summary>
    internal abstract void Update(in UpdateFactors factors, in UpdatePlace place);

    /// <summary>Changes a whole parameter.</summary>
    internal virtual unsafe void UpdateWhole(ParameterInfo info, in UpdateFactors factors, in UpdatePlace place, float* scratch) =>
        this.Update(factors, place);

    /// <summary>What must be the same for training to go on as if it had not stopped; the learning rate may change.</summary>
    internal Dictionary<string, string> Describe()
    {
        Dictionary<string, string> settings = new()
        {
            ["training.optimizer"] = this.Name,
            [$"{this.Prefix}weight_decay"] =
                Text(this.WeightDecay) + string.Concat(this.Groups.Select(static group => group.DescribeDecay())),
            [$"{this.Prefix}exclude_from_decay"] = string.Join(' ', this.ExcludeFromDecay.Order(StringComparer.Ordinal)),
            [$"{this.Prefix}clip_norm"] = this.ClipNorm is double norm ? Text(norm) : "none",
            [$"{this.Prefix}clip_value"] = this.ClipValue is double value ? Text(value) : "none",
            [this.StorageKey] = this.Storage.ToString(),
        };

        foreach ((string name, double number) in this.Numbers)
        {
            settings.Add(this.Prefix + name, Text(number));
        }

        return settings;
    }

    /// <summary>Its own settings in one line.</summary>
    internal FormattableString Summary()
    {
        string numbers = string.Concat(this.Numbers.Select(static item => FormattableString.Invariant($"{item.Key} {item.Value}, ")));

        return $"{numbers}weight decay {this.WeightDecay}";
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    private ParameterGroup? GroupOf(string name)
    {
        foreach (ParameterGroup group in this.Groups)
        {
            if (group.Contains(name))
            {
                return group;
            }
        }

        return null;
    }

    private static bool IsOfAny(string pattern, ModelDescription model)
    {
        foreach (ParameterInfo info in model.Parameters)
        {
            if (ParameterGroup.Matches(pattern, info.Name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Checks what AdamW's moments are made with, where an optimizer has them.</summary>
    /// <exception cref="ArgumentException">One of them is out of its range.</exception>
    private protected void CheckMoments(double beta1, double beta2, double epsilon)
    {
        this.Check(beta1 is >= 0 and < 1, nameof(AdamW.Beta1), beta1, "in [0, 1)");
        this.Check(beta2 is >= 0 and < 1, nameof(AdamW.Beta2), beta2, "in [0, 1)");
        this.Check(epsilon is >= 0 and < double.PositiveInfinity, nameof(AdamW.Epsilon), epsilon, "finite and not negative");
    }

    /// <exception cref="ArgumentException">The setting is not valid.</exception>
    private protected void Check(bool valid, string setting, double value, string range)
    {
        if (!valid)
        {
            throw new ArgumentException($"{this.Name}: {setting} is {value}; it must be {range}.");
        }
    }
}
