from tracker.panels import section

section("Jobs", "jobs:list", icon="activity", order=80)
