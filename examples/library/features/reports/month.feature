@reports
Feature: The month in numbers

  Background:
    Given today is 2024-12-02
    And the members
      | name      | born       |
      | Ada Novak | 1980-05-17 |
      | Ben Okoro | 1975-01-30 |
    And the titles
      | title | author     | year | copies      |
      | Rain  | Mia Tanaka | 1999 | B-101 B-102 |
    And Ada Novak borrows B-101
    And Ben Okoro borrows B-102

  Scenario: December
    Given today is 2024-12-31
    And B-101 comes back
    And B-102 is reported lost
    When month 12 of 2024 is reported
    Then the report is
      """
      Month 2024-12
      What                Number
      Loans                    2
      Borrowers                2
      Fines for lateness  0.20
      Replacements        25.00
      """
