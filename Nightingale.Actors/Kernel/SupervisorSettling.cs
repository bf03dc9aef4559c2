namespace Nightingale.Actors.Kernel;

/// <summary>
/// The second half of a supervisor's step. Its state says what is wanted of each child; this begins whatever of it can be begun now, in the
/// order that the strategy demands, and leaves the rest to a later step.
/// </summary>
internal sealed class SupervisorSettling(SupervisorState state)
{
    public SupervisorState State { get; set; } = state;

    public List<SupervisorEffect> Effects { get; } = [];

    /// <summary>All children leave.</summary>
    public void WindDown(SupervisorPhase phase)
    {
        State = State with
        {
            Phase = phase,
            Children = State.Children.SetItems(State.Children.Select(entry => KeyValuePair.Create(entry.Key, entry.Value with { Leaving = true }))),
        };
        if (State.Spec.StopsTogether)
            foreach (var child in State.Children.Values) Fell(child);
        SettleWindDown();
    }

    /// <summary>After something happened to this child.</summary>
    public void Settle(int number)
    {
        if (State.Phase is not SupervisorPhase.Open)
        {
            if (State.Spec.StopsTogether && State.Children.TryGetValue(number, out var leaving)) Fell(leaving);
            SettleWindDown();
        }
        else if (State.Spec.Strategy is Strategy.OneForOne)
        {
            if (State.Children.TryGetValue(number, out var child)) SettleAlone(child);
        }
        else if (!SettleStops())
        {
            SettleStarts();
        }
    }

    /// <summary>Begins an incarnation.</summary>
    public void Start(ChildState child)
    {
        Put(child with { Status = ChildStatus.Starting, UpSince = null });
        Effects.Add(new SupervisorEffect.Start(child.Number));
    }

    /// <summary>Lets a failed incarnation go on.</summary>
    public void Forgive(ChildState child)
    {
        Put(child with { Status = ChildStatus.Up });
        Effects.Add(new SupervisorEffect.Forgive(child.Number));
    }

    /// <summary>Notes what is now known or wanted of a child.</summary>
    public ChildState Put(ChildState child)
    {
        State = State with { Children = State.Children.SetItem(child.Number, child) };
        return child;
    }

    private void SettleWindDown()
    {
        while (!State.Spec.StopsTogether && !State.Children.IsEmpty && Fell(State.Children.First().Value))
        {
            // Those without an incarnation are gone at once; then comes the next older one.
        }

        if (!State.Children.IsEmpty) return;
        switch (State.Phase)
        {
            case SupervisorPhase.GivingUp:
                State = State with { Phase = SupervisorPhase.GaveUp };
                Effects.Add(new SupervisorEffect.Escalate(State.Reason!));
                break;
            case SupervisorPhase.Closing:
                State = State with { Phase = SupervisorPhase.Closed };
                Effects.Add(new SupervisorEffect.Closed());
                break;
        }
    }

    private void SettleAlone(ChildState child)
    {
        if (child.Condemned) Fell(child);
        else if (child.Status is ChildStatus.Down) StartOrDelay(child);
    }

    /// <returns>Whether some child has still to stop before any may start.</returns>
    private bool SettleStops()
    {
        var stopping = State.Children.Values.Any(child => child.Status is ChildStatus.Stopping);
        foreach (var child in State.Children.Values.Where(child => child.Condemned))
            if (!child.HasIncarnation) Fell(child);
            else if (!stopping || State.Spec.StopsTogether) stopping = !Fell(child);
        return stopping;
    }

    private void SettleStarts()
    {
        foreach (var owing in State.Children.Values.Where(child => child.Status is ChildStatus.Down && child.Delay > TimeSpan.Zero)) StartOrDelay(owing);
        if (State.Children.Values.Any(child => child.Status is ChildStatus.Delayed or ChildStatus.Starting)) return;
        if (State.Children.Values.LastOrDefault(child => child.Status is ChildStatus.Down) is { } oldest) Start(oldest);
    }

    /// <summary>Ends the incarnation of a condemned child, or removes it when there is none.</summary>
    /// <returns>Whether it is gone.</returns>
    private bool Fell(ChildState child)
    {
        if (child.HasIncarnation)
        {
            Put(child with { Status = ChildStatus.Stopping });
            Effects.Add(new SupervisorEffect.Stop(child.Number, Final: child.Leaving));
        }

        if (child.HasIncarnation || child.Status is ChildStatus.Stopping) return false;
        State = State with { Children = State.Children.Remove(child.Number) };
        Effects.Add(new SupervisorEffect.Remove(child.Number));
        return true;
    }

    private void StartOrDelay(ChildState child)
    {
        if (child.Delay == TimeSpan.Zero)
        {
            Start(child);
            return;
        }

        Put(child with { Status = ChildStatus.Delayed, Delay = TimeSpan.Zero });
        Effects.Add(new SupervisorEffect.Schedule(child.Number, child.Delay));
    }
}
