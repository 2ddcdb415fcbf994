using System.Collections;
using System.Collections.Generic;
using System.Reflection;
using Weft.Generator.Graph;

namespace Weft.Stress.Fencing;

/// <summary>Everything that a node of a graph names: values and parameters, those of nodes that it belongs to included.</summary>
internal sealed class NodeParts
{
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly List<Value> _values = [];
    private readonly List<Parameter> _parameters = [];

    /// <param name="node">The node.</param>
    public NodeParts(Node node) => this.Visit(node);

    /// <summary>The values.</summary>
    public IReadOnlyList<Value> Values => _values;

    /// <summary>The parameters.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    private void Visit(object? item)
    {
        switch (item)
        {
            case null or string or Block:
            case not IEnumerable when item.GetType() is { IsValueType: true } or { Namespace: not "Weft.Generator.Graph" }:
            case not IEnumerable when !_seen.Add(item):
                return;
            case IEnumerable items:
                foreach (object? inner in items)
                {
                    this.Visit(inner);
                }

                return;
            case Value value:
                _values.Add(value);
                break;
            case Parameter parameter:
                _parameters.Add(parameter);
                break;
        }

        foreach (PropertyInfo property in item.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            if (property.GetIndexParameters().Length == 0)
            {
                this.Visit(ValueOf(property, item));
            }
        }
    }

    // A recurrence that is trained has no product of its own to ask: what a node can't tell, it doesn't name.
    private static object? ValueOf(PropertyInfo property, object item)
    {
        try
        {
            return property.GetValue(item);
        }
        catch (TargetInvocationException)
        {
            return null;
        }
    }
}
